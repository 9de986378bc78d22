import { encodePath } from './published-url.ts';

interface Forge {
  readonly host: RegExp;
  /** What stands between the repository and the branch. */
  readonly route: string;
}

const forges: readonly Forge[] = [
  { host: /^github\.|\.ghe\.com$/, route: 'blob' },
  { host: /^gitlab\./, route: '-/blob' },
  { host: /^bitbucket\.org$|^codeberg\.org$/, route: 'src' },
];

/**
 * The address below which a forge shows the files of a branch, with a trailing slash:
 * `https://github.com/o/r/blob/main/`. Undefined when the remote is no forge that we know.
 *
 * Built from host and path alone, so a user name, password or token in the remote never gets out.
 *
 * @param branch undefined when no branch is checked out: the forge's own default branch is shown
 */
export function repositoryUrl(remote: string, branch: string | undefined): string | undefined {
  const place = placeOf(remote.trim());
  const forge = place && forges.find(({ host }) => host.test(place.host));
  if (!place || !forge) return undefined;
  const repository = place.path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  if (!repository.includes('/')) return undefined;
  const codeberg = place.host === 'codeberg.org' && branch !== undefined ? '/branch' : '';
  const route = `${forge.route}${codeberg}/${encodePath(branch ?? 'HEAD')}`;
  return `https://${place.host}${place.port}/${repository}/${route}/`;
}

function placeOf(remote: string) {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(remote)) {
    if (!URL.canParse(remote)) return undefined;
    const url = new URL(remote);
    // The port of an SSH remote is not the one of its web pages.
    const port = url.protocol === 'https:' && url.port !== '' ? `:${url.port}` : '';
    return { host: url.hostname, port, path: url.pathname };
  }
  const [, host, path] = /^(?:[^@/]+@)?([^:/@]+):(.+)$/.exec(remote) ?? [];
  return host === undefined || path === undefined
    ? undefined
    : { host: host.toLowerCase(), port: '', path };
}
