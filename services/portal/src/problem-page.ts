import { STATUS_CODES } from 'node:http';
import { escapeHtml } from '@oms/http';
import type { ListedProblem } from './merge-openapi.ts';

/** The rows of the page to which every problem's `type` leads: one a code, with the code as its anchor. */
export const problemRows = (problems: readonly ListedProblem[]): string =>
  problems
    .map(({ code, status, title }) => {
      const id = escapeHtml(code);
      const meaning = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
      return `<tr id="${id}"><td><a href="#${id}"><code>${id}</code></a></td><td>${meaning}</td><td>${escapeHtml(title)}</td></tr>`;
    })
    .join('\n');
