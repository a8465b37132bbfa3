import { type DestinationStream, pino } from 'pino';

let shared: DestinationStream | undefined;

/**
 * Where log lines go: those of a turn of the event loop with one system call, at the end of it or of the process. Lines of errors go at
 * once, and those before them: a process that is killed, or runs out of memory, loses what it logged in its last turn.
 */
export function standardOutput(): DestinationStream {
  shared ??= atEndOfTurn(pino.destination({ fd: 1, sync: true }));
  return shared;
}

/** As pino writes them: the level is the first field. */
const isError = (line: string): boolean => line.startsWith('{"level":"error"') || line.startsWith('{"level":"fatal"');

function atEndOfTurn(destination: DestinationStream): DestinationStream {
  let lines = '';
  const flush = (): void => {
    const written = lines;
    lines = '';
    if (written !== '') destination.write(written);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
      if (isError(line)) flush();
    },
  };
}
