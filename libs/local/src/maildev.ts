import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isListening } from './ports.ts';
import { type LaunchedProcess, launch, waitForAnswer } from './processes.ts';

export interface MailCatcherOptions {
  smtpPort: number;
  /** Its web page and HTTP API. */
  webPort: number;
  stateDirectory: string;
  signal?: AbortSignal;
}

/** Starts maildev on 127.0.0.1: it takes every mail, delivers none and shows them on a page. It keeps the latest in the state folder. */
export async function startMailCatcher(options: MailCatcherOptions): Promise<LaunchedProcess> {
  const { smtpPort, webPort, stateDirectory, signal } = options;
  const program = fileURLToPath(new URL('./bin/maildev.js', import.meta.resolve('maildev')));
  const catcher = await launch({
    name: 'maildev',
    command: process.execPath,
    args: [
      program,
      ...['--smtp', `${smtpPort}`, '--ip', '127.0.0.1'],
      ...['--web', `${webPort}`, '--web-ip', '127.0.0.1'],
      ...['--mail-directory', join(stateDirectory, 'mail'), '--max-emails', '2000'],
    ],
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    cwd: stateDirectory,
    logFile: join(stateDirectory, 'logs', 'maildev.log'),
    pidFile: join(stateDirectory, 'run', 'maildev.pid'),
  });
  const answers = async () => (await isListening(smtpPort)) && (await isListening(webPort));
  await waitForAnswer(catcher, answers, { timeoutMs: 30_000, signal });
  return catcher;
}
