import picomatch from 'picomatch';

/** Which addresses belong to a source. All are normalised ones. */
export interface UrlScope {
  /** Under the seed's path on one of its hosts, chosen by `include` and not by `exclude`. */
  contains(url: string): boolean;
  /** On one of the seed's hosts, whatever its path: a link worth remembering. */
  onSite(url: string): boolean;
  /** Under the seed's path on one of its hosts, whatever the globs say. */
  covers(url: string): boolean;
}

export interface ScopeOptions {
  /** Where the crawl starts; a second one where the first redirects to. */
  readonly seeds: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * Paths are compared by whole segments: `/guides` covers `/guides/a`, not `/guides-archive`. A seed
 * that names a page (`/docs/index.html`) covers the folder that it lies in. Globs stand for whole
 * paths from the host's root; one of `exclude` that names a folder excludes everything in it.
 */
export function createUrlScope({ seeds, include, exclude }: ScopeOptions): UrlScope {
  const roots = seeds.map(rootOf);
  const sites = new Set(roots.map(({ site }) => site));
  const included = include.length === 0 ? () => true : picomatch(include.map(bare), globOptions);
  const excluded =
    exclude.length === 0
      ? () => false
      : picomatch(
          exclude.map(bare).flatMap((glob) => [glob, `${glob}/**`]),
          globOptions,
        );
  const covers = (url: string) => {
    const { site, path } = partsOf(url);
    return roots.some((root) => root.site === site && isBelow(path, root.folder));
  };
  return {
    onSite: (url) => sites.has(siteOf(url)),
    covers,
    contains(url) {
      if (!covers(url)) return false;
      const path = bare(partsOf(url).path);
      return included(path) && !excluded(path);
    },
  };
}

const globOptions = { dot: true };

/** Host and port; the scheme does not count, for `http:` and `https:` of a host are one site. */
export function siteOf(url: string): string {
  return partsOf(url).site;
}

/** The folder that a seed covers, with a slash at both ends. */
export function folderOf(seed: string): string {
  return `${rootOf(seed).folder}/`;
}

interface Root {
  readonly site: string;
  /** Without a slash at its end; empty for the whole host. */
  readonly folder: string;
}

function rootOf(seed: string): Root {
  const { site, path } = partsOf(seed);
  const last = path.slice(path.lastIndexOf('/') + 1);
  const folder = pageName.test(last) ? path.slice(0, -last.length) : path;
  return { site, folder: folder.replace(/\/+$/, '') };
}

/** A last segment that names a page and not a folder. A version (`v1.2`) is a folder. */
const pageName = /\.(?:[xs]?html?|php\d?|aspx?|jsp|cfm|cgi|md|mdx|txt|pdf|xml)$/i;

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

/** Of a normalised address; cheaper than parsing it again, for this is asked of every link. */
function partsOf(url: string): { readonly site: string; readonly path: string } {
  const hostStart = url.indexOf('//') + 2;
  const pathStart = url.indexOf('/', hostStart);
  const end = url.slice(pathStart).search(/[?#]/);
  return {
    site: url.slice(hostStart, pathStart),
    path: end < 0 ? url.slice(pathStart) : url.slice(pathStart, pathStart + end),
  };
}

function bare(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
