#!/usr/bin/env node
import { buffer } from 'node:stream/consumers';
import { systemClock } from '#core/clock.ts';
import { createProgress } from '../progress/create-progress.ts';
import { nodeTooOld } from './node-too-old.ts';
import { runCli } from './run-cli.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const { env, stdin, stdout, stderr } = process;

const tooOld = nodeTooOld(process.versions.node);
if (tooOld !== undefined) {
  stderr.write(`${tooOld}\n`);
  process.exit(2);
}

// Whoever reads the results has seen enough: `twigkit … | head`.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  clock: systemClock,
  signal: stopOnSignals(process),
  stdin: () => buffer(stdin),
  out: (text) => stdout.write(`${text}\n`),
  err: (text) => stderr.write(`${text}\n`),
  colour: Boolean(stdout.isTTY) && env.NO_COLOR === undefined && env.CI === undefined,
  createProgress: () =>
    createProgress({ stream: stderr, clock: systemClock, plain: env.CI !== undefined }),
});
