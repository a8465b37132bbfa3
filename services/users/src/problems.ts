import { defineProblems, Problem, problems } from '@oms/http';

/** What users answers beside the problems of every service. */
export const usersProblems = defineProblems({
  too_many_addresses: { status: 409, title: 'There are as many addresses as can be kept' },
});

/** 404, also for what belongs to somebody else. */
export const notFound = (what: string): Problem =>
  new Problem(problems.not_found, { detail: `There is no such ${what}.` });
