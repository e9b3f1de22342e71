import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import type { Language } from '../../domain/text.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import { createNumberNormaliser, FORMAT_NAMES } from '../../traffic/normalise/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { inspectFile } from '../inspect/inspect-file.ts';
import { INSPECT_FORMATS, type InspectFormat } from '../inspect/inspection.ts';
import { inspectionText } from '../inspect/inspection-text.ts';
import { loadNumberingPlans } from '../load-numbering-plans.ts';
import { localeLanguage } from '../scan/scan-options.ts';

interface Given {
  readonly format?: string;
  readonly at: number;
  readonly limit: number;
  readonly country: string;
  readonly trunk: TrunkKind;
  readonly mapping?: string;
  readonly timezone?: string;
  readonly encoding?: string;
  readonly lang?: Language;
  readonly fields?: boolean;
  readonly json?: boolean;
}

/** `jingtong inspect`: what we read in a file, with the places it stands at. */
export const inspectCommand: CommandBuilder = (exit) =>
  new Command('inspect')
    .description(
      'show what is read in a SIP message, HEP packet, capture, signed statement or call-record file',
    )
    .argument('<file>', 'the file, or - for standard input')
    .addOption(
      new Option('--format <name>', 'read the file as this (default: what the content looks like)').choices([
        ...INSPECT_FORMATS,
        ...FORMAT_NAMES,
      ]),
    )
    .option('--at <offset>', 'byte of the file where reading begins', wholeNumber, 0)
    .option('--limit <n>', 'most messages or calls shown', wholeNumber, 100)
    .option('--country <CC>', 'country whose dialling rules apply', country, 'CN')
    .addOption(
      new Option('--trunk <kind>', 'where the call came into the network')
        .choices(TRUNK_KINDS)
        .default('unknown'),
    )
    .option('--mapping <file>', 'YAML mapping or profile, for call-record files')
    .option('--timezone <zone>', 'zone of written times, for call-record files')
    .option('--encoding <name>', 'text encoding, for call-record files')
    .addOption(new Option('--lang <lang>', 'zh or en (default: from the locale)').choices(['zh', 'en']))
    .option('--fields', 'also every field of call records with its place')
    .option('--json', 'print one JSON document (docs/inspect.md)')
    .addHelpText('after', HELP)
    .action(async (file: string, given: Given) => {
      const plans = await loadNumberingPlans();
      if (!plans.ok)
        throw new Fault('numbering-refused', `the numbering plans are not usable: ${plans.detail}`);
      if (!plans.value.plans.has(given.country)) {
        process.stderr.write(`jingtong: no numbering plan for country "${given.country}"\n`);
        exit(EXIT.usage);
        return;
      }
      const isKind = (INSPECT_FORMATS as readonly (string | undefined)[]).includes(given.format);
      const inspection = await inspectFile(
        file,
        Date.now(),
        { normaliser: createNumberNormaliser(plans.value), country: given.country, trunk: given.trunk },
        {
          format: given.format === undefined ? null : isKind ? (given.format as InspectFormat) : 'calls',
          layout: isKind ? undefined : given.format,
          skip: given.at,
          limit: given.limit,
          mapping: given.mapping ?? null,
          timezone: given.timezone,
          encoding: given.encoding,
        },
      );
      const language = given.lang ?? localeLanguage(process.env);
      process.stdout.write(
        given.json === true
          ? `${JSON.stringify(inspection, null, 2)}\n`
          : inspectionText(inspection, language, given.fields === true),
      );
      exit(inspection.messages.some(({ sip }) => sip === null) ? EXIT.doneWithQuarantine : EXIT.done);
    });

const HELP = `
Examples:
  $ jingtong inspect invite.sip                   caller, callee, path and problems of one message
  $ jingtong inspect invite.sip --json            the same for a program, every part with its byte offset
  $ jingtong inspect trunk.pcap --limit 20        the SIP messages of a capture
  $ jingtong inspect frame.bin --at 42            a message that begins at byte 42
  $ jingtong inspect Master.csv --timezone Asia/Shanghai
  $ jingtong inspect charging.ber --fields        every tag of binary records, its place and its meaning
  $ jingtong inspect identity.txt                 a PASSporT taken apart, not verified

Shows the caller twice: as a peer whose asserted identity is trusted would be given it, and as any other. Nothing is
judged, stored or fetched. Exit codes: 0 read, 1 the file cannot be read, 2 wrong usage, 3 some of it is no message.`;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('expected a whole number from 0 on.');
  return number;
}

function country(text: string): string {
  if (!/^[A-Za-z]{2}$/.test(text)) throw new InvalidArgumentError('expected two letters, such as CN or GB.');
  return text.toUpperCase();
}
