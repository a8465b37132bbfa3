import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from '@oms/local';
import { repositoryRoot, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { dashboards } from '../../scripts/dashboards/dashboards.ts';

const queries = dashboards.flatMap(({ title, rows }) =>
  rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.queries.map(({ expr }) => ({ where: `${title}, ${panel.title}`, expr }))),
  ),
);

describe('The dashboards', () => {
  it('ask for metrics that services have', () => {
    const code = globSync('{libs,services}/*/src/**/*.ts', { cwd: repositoryRoot })
      .map((file) => readFileSync(join(repositoryRoot, file), 'utf8'))
      .join('\n');
    for (const { where, expr } of queries) {
      const named = [...expr.matchAll(/\b([a-z]+(?:_[a-z0-9]+)+)(?=[{[)]| |$)/g)].map(([, name = '']) => name);
      const ours = named.filter((name) => !/^(nodejs|process|histogram_quantile|label_values)/.test(name));
      expect(named, where).not.to.deep.equal([]);
      for (const name of ours) expect(code, where).to.include(`'${name.replace(/_(bucket|count)$/, '')}'`);
    }
  });

  it('ask in words that Prometheus understands, and are scraped as its configuration says', function () {
    const [promtool] = onPath('promtool');
    if (promtool === undefined) skipBecause(this, 'no promtool on this machine: install the package prometheus');
    const folder = mkdtempSync(join(tmpdir(), 'oms-dashboards-'));
    try {
      const rules = queries.map(({ expr }, place) => ({
        record: `query:${place}`,
        expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$service', 'orders'),
      }));
      writeFileSync(join(folder, 'queries.yml'), JSON.stringify({ groups: [{ name: 'queries', rules }] }));
      const check = (...args: string[]) =>
        spawnSync(promtool, ['check', ...args], { encoding: 'utf8', timeout: 15_000 });
      const asked = check('rules', join(folder, 'queries.yml'));
      expect(asked.status, asked.stdout + asked.stderr).to.equal(0);
      const scraped = check('config', join(repositoryRoot, 'docker', 'prometheus', 'prometheus.yml'));
      expect(scraped.status, scraped.stdout + scraped.stderr).to.equal(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
