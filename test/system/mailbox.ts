import { eventually } from '@oms/testing';

export interface Mail {
  id: string;
  subject: string;
  text: string;
  html: string;
  to: { address: string }[];
  headers: Record<string, string>;
}

/** What a person sees of the mails that were sent to them. */
export interface Mailbox {
  /** All mails to `address`, oldest first. */
  to(address: string): Promise<Mail[]>;
  /** Waits for a mail to `address` whose subject matches. */
  waitFor(address: string, subject: RegExp): Promise<Mail>;
}

/** @param mailUrl the page of the mail catcher */
export function openMailbox(mailUrl: string): Mailbox {
  const to = async (address: string): Promise<Mail[]> => {
    const response = await fetch(`${mailUrl}/api/email`);
    if (!response.ok) throw new Error(`${mailUrl}/api/email answered ${response.status}`);
    const mails = (await response.json()) as Mail[];
    return mails.filter((mail) => mail.to.some((recipient) => recipient.address === address));
  };
  return {
    to,
    waitFor: (address, subject) =>
      eventually(async () => {
        const mail = (await to(address)).find((candidate) => subject.test(candidate.subject));
        if (!mail) throw new Error(`no mail to ${address} with a subject like ${subject}`);
        return mail;
      }),
  };
}
