import { Command, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Language } from '../../domain/text.ts';
import { nearestWord } from '../../lib/cel/nearest-word.ts';
import { type ExampleResult, runExamples } from '../../policy/index.ts';
import { compileRules } from '../../traffic/detect/index.ts';
import { checkPolicy, type PolicyCheck } from '../check-policy.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadNumberingPlans } from '../load-numbering-plans.ts';
import { loadPolicy } from '../load-policy.ts';
import { givenPolicyFolders } from '../policy-site.ts';
import { ruleLines, ruleTable } from '../policy-text.ts';

interface PolicyOptions {
  readonly policy?: string;
  readonly json?: boolean;
  readonly lang?: Language;
}

/** `jingtong policy`: test, check and show the policy as data. */
export function policyCommand(exit: (code: ExitCode) => void): Command {
  const command = new Command('policy').description(
    'Test, check and show the policy: rules, lists, measures.',
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
      .addHelpText('after', help);

  add('test', 'Run every example of every rule.', TEST_HELP).action(async (options: PolicyOptions) => {
    const policy = await sound(options.policy);
    const results = examplesOf(policy);
    const failed = results.filter(({ passed }) => !passed).length;
    if (options.json)
      write(
        `${JSON.stringify({ policy: policy.stamp, passed: results.length - failed, failed, examples: results })}\n`,
      );
    else write(testTable(results, failed));
    exit(failed === 0 ? EXIT.done : EXIT.failed);
  });
  add('check', 'Parse and compile the policy and read its lists.', CHECK_HELP).action(
    async (options: PolicyOptions) => {
      const plans = await loadNumberingPlans();
      if (!plans.ok)
        throw new Fault('numbering-refused', `the numbering plans are not usable: ${plans.detail}`);
      const check = checkPolicy(await sound(options.policy), plans.value, Date.now());
      write(options.json ? `${JSON.stringify(check)}\n` : checkText(check));
      exit(check.lists.refused.length === 0 ? EXIT.done : EXIT.failed);
    },
  );
  add('show', 'Show the rules, or one rule with its basis and examples.', SHOW_HELP)
    .addOption(new Option('--lang <lang>', 'zh or en (default: both)').choices(['zh', 'en']))
    .argument('[rule]', 'id of a rule or composite, such as OVER_FREQUENCY')
    .action(async (id: string | undefined, options: PolicyOptions) => {
      const policy = await sound(options.policy);
      const shown = [...policy.rules, ...policy.composites].filter(
        (rule) => id === undefined || rule.id === id,
      );
      if (shown.length === 0) {
        process.stderr.write(`jingtong: ${noSuchRule(policy, id!)}\n`);
        return exit(EXIT.failed);
      }
      if (options.json) write(`${JSON.stringify(id === undefined ? shown : shown[0])}\n`);
      else write(shownText(policy, id === undefined ? null : shown[0]!, options.lang ?? null));
      exit(EXIT.done);
    });
  return command;
}

function shownText(
  policy: Policy,
  rule: Policy['rules'][number] | Policy['composites'][number] | null,
  language: Language | null,
): string {
  return rule === null ? ruleTable(policy, language) : ruleLines(rule, policy.home, language);
}

function noSuchRule({ rules, composites, disabled }: Policy, id: string): string {
  const off = disabled.find((rule) => rule.id === id);
  if (off) return `the rule "${id}" is disabled: ${off.reason}`;
  const near = nearestWord(
    id.toUpperCase(),
    [...rules, ...composites].map((rule) => rule.id),
  );
  const meant = near === null ? '' : `; did you mean "${near}"?`;
  return `the policy has no rule "${id}"${meant === '' ? '; ' : `${meant} `}"jingtong policy show" lists them`;
}

const write = (text: string): void => void process.stdout.write(text);

async function sound(site: string | undefined): Promise<Policy> {
  const parsed = await loadPolicy(givenPolicyFolders(site));
  if (parsed.ok) return parsed.value;
  throw new Fault('policy-refused', `the policy is wrong:\n${parsed.detail}`);
}

/** Runs the examples on the compiled rules, the same code that judges calls. */
function examplesOf(policy: Policy): ExampleResult[] {
  const { conditions, values } = compileRules(policy.rules, policy.home);
  return runExamples(
    policy,
    (rule, { facts, features }) =>
      conditions[rule]!(facts, features) && Number.isFinite(values[rule]!(facts, features)),
  );
}

function testTable(results: readonly ExampleResult[], failed: number): string {
  const lines = results.map(({ rule, version, example, expected, passed }) => {
    const outcome = passed ? 'ok  ' : 'FAIL';
    return `${outcome}  ${`${rule}@${version}`.padEnd(30)} ${expected ? 'fires   ' : 'is quiet'}  ${example}\n`;
  });
  return `${lines.join('')}${results.length} examples, ${failed} failed\n`;
}

function checkText(check: PolicyCheck): string {
  const { lists } = check;
  return [
    `version     ${check.version}`,
    `digest      ${check.digest}`,
    `home        ${check.home}`,
    `rules       ${check.rules} with ${check.examples} examples, ${check.composites} composites, ${check.groups} groups`,
    `lists       ${lists.inEffect} of ${lists.written} entries in effect`,
    ...check.disabled.map(({ id, reason }) => `disabled    ${id}: ${reason}`),
    ...lists.refused.map(({ place, number, detail }) => `refused     ${place}: "${number}": ${detail}`),
    ...check.warnings.map((warning) => `warning     ${warning}`),
    '',
  ].join('\n');
}

const TEST_HELP = `
Examples:
  $ jingtong policy test                      the shipped policy
  $ jingtong policy test --policy ./ours      with ./ours/local.d and ./ours/override.d over it
Exit codes: 0 all examples came out as written, 1 some did not, or the policy was refused.`;

const CHECK_HELP = `
Examples:
  $ jingtong policy check
  $ jingtong policy check --policy ./ours --json | jq .lists.refused
Exit codes: 0 sound, 1 refused (each problem with file, line and what to do) or some list entry was refused.`;

const SHOW_HELP = `
Examples:
  $ jingtong policy show                      all rules, weights and groups
  $ jingtong policy show OVER_FREQUENCY       one rule: condition, basis, examples
  $ jingtong policy show OVER_FREQUENCY --lang zh
  $ jingtong policy show --json | jq -r '.[].id'`;
