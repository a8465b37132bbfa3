/** A line (or several) in a panel: what is asked, and what it is called; `{{label}}` is the label's value. */
export interface Query {
  expr: string;
  legend: string;
}

export interface Panel {
  title: string;
  description?: string;
  /** Grafana's name of it: s, reqps, percentunit, short, bytes, mails. */
  unit: string;
  queries: readonly Query[];
  /** One number instead of lines over time, red from this one on. */
  redFrom?: number;
}

export interface Row {
  title: string;
  panels: readonly Panel[];
}

export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  rows: readonly Row[];
  /** Lets the reader choose a service: `$service` in queries. */
  perService?: boolean;
}

const WIDTH = 24;
const datasource = { type: 'prometheus', uid: 'oms-prometheus' };

/** What Grafana reads (the JSON model of dashboards, schema 39). */
export function grafanaJson({ uid, title, description, rows, perService }: Dashboard): string {
  let y = 0;
  let id = 0;
  const panels = rows.flatMap((row) => {
    const width = WIDTH / row.panels.length;
    const height = row.panels.every(({ redFrom }) => redFrom !== undefined) ? 4 : 8;
    const header = { id: ++id, type: 'row', title: row.title, gridPos: { x: 0, y: y++, w: WIDTH, h: 1 } };
    const made = row.panels.map((panel, place) => ({
      id: ++id,
      ...panelJson(panel),
      gridPos: { x: Math.round(place * width), y, w: Math.floor(width), h: height },
    }));
    y += height;
    return [header, ...made];
  });
  const dashboard = {
    uid,
    title,
    description,
    tags: ['oms'],
    schemaVersion: 39,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: perService ? [serviceVariable] : [] },
    links: [{ type: 'dashboards', tags: ['oms'], title: 'OMS', asDropdown: true, includeVars: true, keepTime: true }],
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const serviceVariable = {
  name: 'service',
  label: 'Service',
  type: 'query',
  datasource,
  query: 'label_values(http_request_duration_seconds_count, service)',
  refresh: 2,
  multi: true,
  includeAll: true,
  current: { text: 'All', value: '$__all' },
};

function panelJson({ title, description, unit, queries, redFrom }: Panel) {
  const isNumber = redFrom !== undefined;
  const steps = isNumber
    ? [
        { color: 'green', value: null },
        { color: 'red', value: redFrom },
      ]
    : [{ color: 'green', value: null }];
  return {
    type: isNumber ? 'stat' : 'timeseries',
    title,
    ...(description && { description }),
    datasource,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        thresholds: { mode: 'absolute', steps },
        ...(!isNumber && { custom: { fillOpacity: 8, lineWidth: 1, showPoints: 'never', spanNulls: true } }),
      },
      overrides: [],
    },
    options: isNumber
      ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'background', graphMode: 'area' }
      : {
          legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
    targets: queries.map(({ expr, legend }, place) => ({
      refId: String.fromCharCode(65 + place),
      datasource,
      expr,
      legendFormat: legend,
      ...(isNumber && { instant: true }),
    })),
  };
}
