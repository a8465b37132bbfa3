import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { portHolder, rememberedPorts, requirePort } from '../src/index.ts';

describe('ports', () => {
  let folder: string;
  let file: string;
  const servers: Server[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-ports-'));
    file = join(folder, 'ports.json');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const listenOn = async (port: number): Promise<number> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  it('are the same the next time', async () => {
    const first = await rememberedPorts(file, ['auth', 'orders']);
    expect(await rememberedPorts(file, ['orders', 'auth'])).to.deep.equal(first);
  });

  it('are chosen anew where another program has taken one', async () => {
    const first = await rememberedPorts(file, ['auth', 'orders']);
    await listenOn(first.auth);
    const second = await rememberedPorts(file, ['auth', 'orders']);
    expect(second.auth).not.to.equal(first.auth);
    expect(second.orders).to.equal(first.orders);
  });

  it('are never given to two names', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `service-${index}`);
    const ports = await rememberedPorts(file, names);
    expect(new Set(Object.values(ports)).size).to.equal(50);
  });

  it('that are taken are reported with their holder and the setting to change', async () => {
    const port = await listenOn(0);
    const refusal = await requirePort(port, 'GATEWAY_PORT', 'the gateway').catch((error: Error) => error.message);
    expect(refusal)
      .to.contain(`Port ${port} for the gateway is taken`)
      .and.contain(`GATEWAY_PORT=${port + 1}`);
    if (process.platform === 'linux') expect(portHolder(port)).to.contain(`process ${process.pid}`);
  });
});
