import { type DestinationStream, pino } from 'pino';

let shared: DestinationStream | undefined;

/** Where log lines go: those of a turn of the event loop with one system call, at the end of it or of the process. */
export function standardOutput(): DestinationStream {
  shared ??= atEndOfTurn(pino.destination({ fd: 1, sync: true }));
  return shared;
}

function atEndOfTurn(destination: DestinationStream): DestinationStream & { flushSync(): void } {
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
    },
    // By this name pino asks for it after a line of level fatal.
    flushSync: flush,
  };
}
