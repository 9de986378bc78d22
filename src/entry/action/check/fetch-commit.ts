import { StopScopeError } from '#core/errors.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import type { FindBaseOptions } from './find-base.ts';

/**
 * Fetches one commit without its history. First with what the checkout left behind, which is enough
 * for a public repository; then with the token, for this one command.
 *
 * @throws StopScopeError with git's reason.
 */
export async function fetchCommit(
  { git, token, mask, serverUrl }: Pick<FindBaseOptions, 'git' | 'token' | 'mask' | 'serverUrl'>,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  const fetch = ['fetch', '--depth=1', '--no-tags', '--quiet', '--no-write-fetch-head', 'origin'];
  try {
    await git.read([...fetch, commit], { signal });
  } catch (error) {
    signal.throwIfAborted();
    const isOurs = (await originOf(git, signal)).startsWith(`${serverUrl}/`);
    if (!(error instanceof StopScopeError) || token === '' || !isOurs) throw error;
    const login = Buffer.from(`x-access-token:${token}`).toString('base64');
    mask(login);
    // Given by the environment, so that no list of processes shows it.
    const variables = { TWIGKIT_GIT_HEADER: `AUTHORIZATION: basic ${login}` };
    const config = `--config-env=http.${serverUrl}/.extraheader=TWIGKIT_GIT_HEADER`;
    await git.read([config, ...fetch, commit], { signal, variables });
  }
}

async function originOf(git: Git, signal: AbortSignal): Promise<string> {
  const url = await git.read(['remote', 'get-url', 'origin'], { signal, refusals: [2, 128] });
  return url?.toString().trim() ?? '';
}
