/** One value of a figure kept outside the API's own registry. Labels never carry a number, an id or what a client wrote. */
export interface Figure {
  /** Prometheus name, `jingtong_..._total` for what only grows. */
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Figures in Prometheus text format 0.0.4, grouped by name in the order given. */
export function writtenFigures(figures: readonly Figure[]): string {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const known = groups.get(figure.name);
    if (known === undefined) groups.set(figure.name, [figure]);
    else known.push(figure);
  }
  let text = '';
  for (const [name, group] of groups) {
    text += `# HELP ${name} ${group[0]!.help}\n# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n`;
    for (const { labels, value } of group) text += `${name}${writtenLabels(labels)} ${value}\n`;
  }
  return text;
}

function writtenLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
