import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '@oms/local';
import { repositoryRoot, skipBecause } from '@oms/testing';
import { expect } from 'chai';
import { parse } from 'yaml';

const folder = join(repositoryRoot, 'docker', 'prometheus');
const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), 'utf8');

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: Record<string, string>;
}
interface RuleTest {
  alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[];
  promql_expr_test?: { expr: string; exp_samples: unknown[] }[];
}
const { groups } = parse(read('docker', 'prometheus', 'alerts.yml')) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

describe('The alerts', () => {
  it('each say how bad it is, what it is, and where it stands what to do', () => {
    const [, chapter = ''] = /^## Alerts$(.+?)^## /ms.exec(read('docs', 'operations.md')) ?? [];
    const sections = [...chapter.matchAll(/^### (.+)$/gm)].map(([, title]) => title);
    for (const { alert, labels, annotations } of alerts) {
      expect(labels.severity, alert).to.be.oneOf(['critical', 'warning']);
      expect(annotations, alert).to.include.all.keys('summary', 'description');
      expect(annotations.runbook_url, alert).to.equal(`docs/operations.md#${alert.toLowerCase()}`);
    }
    expect(sections).to.deep.equal(alerts.map(({ alert }) => alert));
  });

  it('are about metrics and labels that services and scripts/backup have', () => {
    const code = globSync('{libs,services}/*/src/**/*.ts', { cwd: repositoryRoot }).map((file) => read(file));
    code.push(read('scripts', 'backup').replaceAll(/^# TYPE (\w+) gauge$/gm, "'$1'"));
    const named = alerts.flatMap(({ alert, expr }) =>
      [...expr.matchAll(/\b([a-z]+(?:_[a-z]+){1,})(?=[{[)]| >)/g)].map(([, name = '']) => ({ alert, name })),
    );
    expect(new Set(named.map(({ alert }) => alert)).size).to.equal(alerts.length);
    for (const { alert, name } of named) {
      const metric = `'${name.replace(/_(bucket|count)$/, '')}'`;
      expect(
        code.some((text) => text.includes(metric)),
        `${alert}: ${metric}`,
      ).to.equal(true);
    }
  });

  it('are set off by what they are for, and not by what is near', function () {
    const [promtool] = onPath('promtool');
    if (promtool === undefined) skipBecause(this, 'no promtool on this machine: install the package prometheus');
    const { tests } = parse(read('docker', 'prometheus', 'alerts.test.yml')) as { tests: RuleTest[] };
    const fired = tests.flatMap(({ alert_rule_test = [], promql_expr_test = [] }) => [
      ...alert_rule_test.flatMap(({ alertname, exp_alerts }) => (exp_alerts.length > 0 ? [alertname] : [])),
      ...promql_expr_test.flatMap(({ expr, exp_samples }) =>
        exp_samples.length > 0 ? [/alertname="(\w+)", alertstate="firing"/.exec(expr)?.[1]] : [],
      ),
    ]);
    expect(new Set(fired)).to.deep.equal(new Set(alerts.map(({ alert }) => alert)));
    const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', 'alerts.test.yml'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 15_000,
    });
    expect(status, stdout + stderr).to.equal(0);
  });
});
