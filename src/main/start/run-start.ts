import type { Language } from '../../domain/text.ts';
import type { ExitCode } from '../exit-code.ts';
import { greeting } from './greeting.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { startService } from './service.ts';
import { serviceLog } from './service-log.ts';
import { checkDatabase, checkReach, readToken, type StartOptions } from './start-options.ts';

/** The command line of `jingtong start`, parsed but not checked against the machine. */
export interface StartRequest {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly database: string;
  readonly policyDir: string | null;
  readonly callPath: string | null;
  readonly town: StartOptions['town'];
  readonly tokenFile: string | null;
  readonly allowHost: readonly string[];
  readonly sync: StartOptions['sync'];
  readonly budget: number;
  readonly rateLimit: number;
  readonly maxNumbers: number;
  readonly language: Language;
  readonly logLevel: string;
  readonly json: boolean;
}

/** Runs the service until it is told to stop. */
export async function runStart(request: StartRequest): Promise<ExitCode> {
  const options = optionsOf(request);
  const log = serviceLog({ level: request.logLevel, json: request.json, output: process.stderr });
  const service = await startService(options, log);
  // Whoever reads the greeting may stop us at once.
  const ended = runUntilSignal(service, log);
  process.stdout.write(greeting(service, options, performance.now()));
  return ended;
}

function optionsOf(request: StartRequest): StartOptions {
  const token = request.tokenFile === null ? null : readToken(request.tokenFile);
  checkReach(request.host, token);
  checkDatabase(request.database);
  return {
    host: request.host,
    port: request.port,
    dataDir: request.data,
    database: request.database,
    policyDir: request.policyDir,
    callPath: request.callPath,
    town: request.town,
    token,
    hostNames: request.host === '127.0.0.1' ? request.allowHost : [...request.allowHost, request.host],
    sync: request.sync,
    budgetMs: request.budget,
    callsPerSecond: request.rateLimit,
    maxNumbers: request.maxNumbers,
    language: request.language,
  };
}
