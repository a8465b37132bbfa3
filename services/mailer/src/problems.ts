import { defineProblems } from '@oms/http';

/** What routes of the mailer may answer beside what any route may. */
export const mailProblems = defineProblems({
  bad_signature: { status: 400, title: 'The webhook is not signed by its provider' },
});
