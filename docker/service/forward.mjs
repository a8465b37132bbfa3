// Takes connections and hands each on to one address, as it is. For what one network shall reach of another, such as the
// pages of a server that is not to be reached itself:
//   node docker/service/forward.mjs PORT HOST:PORT
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const [port = '', address = ''] = process.argv.slice(2);
const [, host, hostPort] = /^([\w.-]+):(\d+)$/.exec(address) ?? [];
if (!/^\d+$/.test(port) || host === undefined) {
  console.error('usage: forward.mjs PORT HOST:PORT');
  process.exit(64);
}

let failing = false;
const server = createServer((incoming) => {
  const outgoing = connect({ host, port: Number(hostPort) });
  outgoing.once('connect', () => {
    failing = false;
  });
  // Told once: what asks for a server that is away asks again and again.
  pipeline(incoming, outgoing, incoming, (error) => {
    if (error && !incoming.destroyed) incoming.destroy();
  });
  outgoing.on('error', (error) => {
    if (!failing) console.error(`${address}: ${error.message}`);
    failing = true;
  });
});
server.listen(Number(port));
process.on('SIGTERM', () => process.exit(0));
