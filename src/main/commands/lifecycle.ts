import { Command, Option } from 'commander';
import { drawLifecycle, type Lifecycle, lifecyclePage } from '../../casework/lifecycle/index.ts';
import type { CaseworkPolicy } from '../../casework/lifecycle/source/index.ts';
import type { Language } from '../../domain/text.ts';
import { nearestWord } from '../../lib/cel/nearest-word.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadCasework } from '../load-casework.ts';
import { givenPolicyFolders } from '../policy-site.ts';

interface LifecycleOptions {
  readonly policy?: string;
  readonly json?: boolean;
  readonly lang: Language | 'both';
  readonly page?: boolean;
}

/** `jingtong lifecycle`: what casework does, as data: list, show, check and draw it. */
export function lifecycleCommand(exit: (code: ExitCode) => void): Command {
  const command = new Command('lifecycle').description(
    'List, show, check and draw the lifecycles of casework.',
  );
  const add = (name: string, description: string, help: string) =>
    command
      .command(name)
      .description(description)
      .option(
        '--policy <dir>',
        'a policy folder, or a folder with local.d/ and override.d/ over the shipped one',
      )
      .option('--json', 'write one JSON object')
      .addOption(new Option('--lang <lang>', 'zh, en or both').choices(['zh', 'en', 'both']).default('both'))
      .addHelpText('after', help);

  add('list', 'List every lifecycle.', LIST_HELP).action(async (options: LifecycleOptions) => {
    const all = Object.values((await read(options)).lifecycles);
    write(options.json ? json(all.map(summary)) : all.map((one) => line(one, options.lang)).join(''));
    exit(EXIT.done);
  });
  add('show', 'Show one lifecycle: states, transitions, fields, clocks.', SHOW_HELP)
    .argument('<id>', 'such as disposal-order')
    .action(async (id: string, options: LifecycleOptions) => {
      const policy = await read(options);
      const lifecycle = find(policy, id);
      if (lifecycle === null) return exit(EXIT.failed);
      const clocks = Object.keys(lifecycle.clocks).map((name) => policy.rules.clocks[name]!);
      write(
        options.json
          ? json({ ...lifecycle, rules: clocks })
          : `${lifecyclePage([lifecycle], clocks, options.lang)}\n`,
      );
      exit(EXIT.done);
    });
  add('check', 'Read lifecycles, clocks and calendars and hold them against each other.', CHECK_HELP).action(
    async (options: LifecycleOptions) => {
      const policy = await read(options);
      const figures = {
        lifecycles: Object.keys(policy.lifecycles).length,
        transitions: Object.values(policy.lifecycles).reduce(
          (sum, one) => sum + Object.keys(one.transitions).length,
          0,
        ),
        clocks: Object.keys(policy.rules.clocks).length,
        assumed: Object.values(policy.rules.clocks).filter(({ limits }) =>
          limits.some(({ basis }) => basis.kind === 'assumption'),
        ).length,
      };
      write(
        options.json
          ? json(figures)
          : `ok: ${figures.lifecycles} lifecycles with ${figures.transitions} transitions; ${figures.clocks} clocks, ${figures.assumed} with a limit of our own making\n`,
      );
      exit(EXIT.done);
    },
  );
  add('draw', 'Write a lifecycle as a Mermaid diagram.', DRAW_HELP)
    .argument('[id]', 'such as appeal')
    .option('--page', 'write the page of the documentation with every lifecycle and clock')
    .action(async (id: string | undefined, options: LifecycleOptions) => {
      const policy = await read(options);
      if (options.page) {
        const page = documentationPage(policy);
        write(options.json ? json({ page }) : page);
        return exit(EXIT.done);
      }
      if (id === undefined) {
        process.stderr.write('jingtong: name a lifecycle, or write --page for all of them\n');
        return exit(EXIT.usage);
      }
      const lifecycle = find(policy, id);
      if (lifecycle === null) return exit(EXIT.failed);
      const diagram = drawLifecycle(lifecycle, options.lang === 'en' ? 'en' : 'zh');
      write(options.json ? json({ id, diagram }) : diagram);
      exit(EXIT.done);
    });
  return command;
}

const PAGE_HEAD = `# 办案流程 Lifecycles

Written by \`jingtong lifecycle draw --page\` from \`policy/lifecycles/\` and \`policy/clocks.yaml\`; a test fails when it differs.
How the engine and its clocks work: [lifecycle-kernel.md](lifecycle-kernel.md).

`;

/** docs/casework/lifecycles.md. */
export function documentationPage({ lifecycles, rules }: CaseworkPolicy): string {
  return PAGE_HEAD + lifecyclePage(Object.values(lifecycles), Object.values(rules.clocks), 'both');
}

const read = (options: LifecycleOptions): Promise<CaseworkPolicy> =>
  loadCasework(givenPolicyFolders(options.policy));

function find({ lifecycles }: CaseworkPolicy, id: string): Lifecycle | null {
  if (Object.hasOwn(lifecycles, id)) return lifecycles[id]!;
  const near = nearestWord(id, Object.keys(lifecycles));
  const hint = near === null ? '"jingtong lifecycle list" names them' : `did you mean "${near}"?`;
  process.stderr.write(`jingtong: there is no lifecycle "${id}"; ${hint}\n`);
  return null;
}

const summary = ({ id, version, title, states, transitions, clocks }: Lifecycle) => ({
  id,
  version,
  title,
  states: Object.keys(states).length,
  transitions: Object.keys(transitions).length,
  clocks: Object.keys(clocks),
});

function line(lifecycle: Lifecycle, language: Language | 'both'): string {
  const { id, title, states, clocks } = summary(lifecycle);
  const named = language === 'both' ? `${title.zh} ${title.en}` : title[language];
  return `${id.padEnd(22)}${named}: ${states} states, ${clocks.length} clocks\n`;
}

const write = (text: string): void => void process.stdout.write(text);
const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

const LIST_HELP = `
Examples:
  jingtong lifecycle list
  jingtong lifecycle list --lang en
  jingtong lifecycle list --json`;
const SHOW_HELP = `
Examples:
  jingtong lifecycle show disposal-order
  jingtong lifecycle show appeal --lang zh
  jingtong lifecycle show verification-leg --json`;
const CHECK_HELP = `
A mistake is told with file, line, column and what to do; the exit code is then 1.

Examples:
  jingtong lifecycle check
  jingtong lifecycle check --policy /etc/jingtong`;
const DRAW_HELP = `
Examples:
  jingtong lifecycle draw appeal --lang en
  jingtong lifecycle draw --page > docs/casework/lifecycles.md`;
