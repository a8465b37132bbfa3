// Takes mail by SMTP in a process of its own, and tells when it took which.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  onData: (stream, _session, callback) => {
    let head = '';
    stream.on('data', (chunk: Buffer) => {
      if (head.length < 8_192) head += chunk.toString('latin1');
    });
    stream.once('error', callback);
    stream.once('end', () => {
      callback(null);
      const subject = /^Subject:\s*(.+)\r$/im.exec(head)?.[1] ?? '';
      process.send?.({ at: performance.timeOrigin + performance.now(), subject });
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
