import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import * as core from '@actions/core';
import { TwigkitError } from '#core/errors.ts';
import { exitCodeOf } from '#core/next-step.ts';
import { asError } from '#util/as-error.ts';
import { logLine } from './log-line.ts';
import { readEvent } from './read-event.ts';
import { readSettings } from './read-settings.ts';
import type { ActionSettings } from './settings.ts';
import { type ActionRun, syncCheckout } from './sync-checkout.ts';

/**
 * Syncs a push, and checks a pull request. The secrets among the inputs are masked already.
 *
 * @returns the exit code: 0 done, 1 incomplete or failed, 2 an input is wrong, 3 the gate failed.
 */
export async function runAction(env: NodeJS.ProcessEnv): Promise<number> {
  const mask = (secret: string) => core.setSecret(secret);
  const workspace = realFolder(env.GITHUB_WORKSPACE ?? process.cwd());
  try {
    const file = await readFileSettings(workspace, env, mask);
    const namespace = env.GITHUB_REPOSITORY ?? 'default';
    const surroundings = { workspace, namespace, file };
    const settings = readSettings((name) => core.getInput(name), surroundings);
    const event = readEvent(env);
    return await run({ settings, event, env, workspace }, mask);
  } catch (thrown) {
    const error = asError(thrown);
    const hint = error instanceof TwigkitError && error.hint !== undefined ? ` ${error.hint}` : '';
    core.setFailed(logLine(`${error.message}${hint}`));
    return exitCodeOf(error);
  }
}

async function run(action: ActionRun, mask: (secret: string) => void): Promise<number> {
  if (!isCheck(action.settings.mode, action.event.name)) return syncCheckout(action);
  // A sync needs none of it: no index, no suites, no reports.
  const { checkPullRequest } = await import('./check/check-pull-request.ts');
  return checkPullRequest({ ...action, mask });
}

async function readFileSettings(
  workspace: string,
  env: NodeJS.ProcessEnv,
  mask: (secret: string) => void,
) {
  const path = core.getInput('config').trim();
  if (path === '') return undefined;
  const { readConfigFile } = await import('./read-config-file.ts');
  return readConfigFile(path.replaceAll('\\', '/'), { workspace, env, mask });
}

/** As git names it: links followed, and letters in their own case where the file system minds none. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // What is missing is told where it is read.
    return resolve(path);
  }
}

const checkedEvents = ['pull_request', 'pull_request_target', 'merge_group'];

function isCheck(mode: ActionSettings['mode'], eventName: string): boolean {
  return mode === 'check' || (mode === 'auto' && checkedEvents.includes(eventName));
}
