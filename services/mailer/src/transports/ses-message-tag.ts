/** Name of the tag that says to SES, and in what it tells of a mail later, which row of the ledger that is. */
export const sesMessageTag = 'oms-message';
