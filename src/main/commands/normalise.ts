import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import { createNumberNormaliser } from '../../traffic/normalise/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadNumberingPlans } from '../load-numbering-plans.ts';
import { normaliseLines } from '../normalise-lines.ts';

interface NormaliseOptions {
  readonly country: string;
  readonly trunk: TrunkKind;
  readonly at: number;
}

/** `jingtong normalise`: numbers as people and switches write them in, one JSON object a line out. */
export function normaliseCommand(exit: (code: ExitCode) => void): Command {
  return new Command('normalise')
    .description('Read written telephone numbers and say what each one is, one JSON object a line.')
    .argument('[numbers...]', 'the numbers; without any, one a line from standard input')
    .option('--country <CC>', 'country whose dialling rules apply, ISO 3166-1 (two letters)', country, 'CN')
    .addOption(
      new Option('--trunk <kind>', 'where the number came into the network')
        .choices(TRUNK_KINDS)
        .default('unknown'),
    )
    .option('--at <date>', 'day or moment whose numbering plan applies (default: now)', moment)
    .option('--json', 'accepted for symmetry: the output is always JSON lines')
    .addHelpText('after', HELP)
    .action(async (numbers: string[], options: NormaliseOptions) => {
      const plans = await loadNumberingPlans();
      if (!plans.ok)
        throw new Fault('numbering-refused', `the numbering plans are not usable: ${plans.detail}`);
      if (!plans.value.plans.has(options.country)) {
        process.stderr.write(`jingtong: no numbering plan for country "${options.country}"\n`);
        exit(EXIT.usage);
        return;
      }
      const normaliser = createNumberNormaliser(plans.value);
      const context = { country: options.country, trunk: options.trunk, at: options.at ?? Date.now() };
      await normaliseLines({
        normaliser,
        context,
        input: numbers.length > 0 ? numbers : process.stdin,
        output: process.stdout,
      });
      exit(EXIT.done);
    });
}

const HELP = `
Examples:
  $ jingtong normalise 13800138000 '+8695588' '010 12345'
  $ jingtong normalise --country GB '07700 900123' 'tel:7042;phone-context=pbx.example'
  $ jingtong normalise --trunk international 8613800138000 13800138000
  $ cut -d, -f2 calls.csv | jingtong normalise | jq -r 'select(.confidence=="ambiguous") | .raw'

What digits without + mean, by --trunk:
  international          they begin with a country code; a national form is ambiguous
  interconnect, unknown  national form of --country first, then a country code
  subscriber, private    only what a subscriber in --country may dial

Every input line gives one output line. A number that cannot be read is there with kind "unparsable" and its raw
text; that is a result and the exit code is 0. Lines longer than 4096 bytes are cut and come out as unparsable.`;

function country(text: string): string {
  if (!/^[A-Za-z]{2}$/.test(text)) throw new InvalidArgumentError('expected two letters, such as CN or GB.');
  return text.toUpperCase();
}

function moment(text: string): number {
  const at = Date.parse(text);
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes 2017-02-30 for 2 March.
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === day;
  if (!real || Number.isNaN(at))
    throw new InvalidArgumentError(
      'expected a day such as 2017-08-01 or a moment such as 2017-08-01T00:00:00+08:00.',
    );
  return at;
}
