/** What somebody who reads events or calls routes does not find there any more. */
export interface Finding {
  /** `mailer`, `portal/console`, `libs/client` */
  consumer: string;
  /** `services/mailer/src/consumers.ts:95` */
  place: string;
  /** As the compiler says it: it names the field. */
  says: string;
}

/** Where the types of the client stand that are made of the document as it is now. */
export const clientFolder = '.oms/consumers/client';

/** Reads what the compiler wrote with `--pretty false`. */
export function findingsIn(output: string): Finding[] {
  const findings: Finding[] = [];
  for (const line of output.split('\n')) {
    const [, path, row, says] = /^(\S.*?)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    const last = findings.at(-1);
    if (path !== undefined && says !== undefined) {
      const file = path.replace(clientFolder, 'libs/client/src');
      findings.push({ consumer: consumerOf(file), place: `${file}:${row}`, says });
      // Further lines say why; the last is the most exact, and the first may hold whole types.
    } else if (last && /^ +\S/.test(line)) last.says = `${last.says.split(' … ')[0]?.slice(0, 120)} … ${line.trim()}`;
  }
  return findings;
}

/** By the folder: a service, a page of one, or a library. */
function consumerOf(file: string): string {
  const [top = '', name = '', part = ''] = file.split('/');
  if (top !== 'services') return [top, name].filter((each) => each !== '').join('/');
  return part === 'src' || part === '' ? name : `${name}/${part}`;
}

/** One paragraph a consumer, who changed something first: what is wrong with it may be all. */
export function report(findings: readonly Finding[], changed: readonly string[]): string {
  const groups = [...Map.groupBy(findings, ({ consumer }) => consumer)];
  const isOwn = ([consumer]: (typeof groups)[number]) => changed.includes(consumer);
  return [...groups.filter(isOwn), ...groups.filter((group) => !isOwn(group))]
    .map(
      ([consumer, found]) =>
        `${consumer}${changed.includes(consumer) ? ' itself' : ''}\n${found.map(({ place, says }) => `  ${place}  ${says}`).join('\n')}`,
    )
    .join('\n\n');
}
