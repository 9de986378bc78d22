import { type Json, sha256 } from '#kit';
import type { PageFile } from './text/page-files.ts';

/** What of a page's content is wanted back while the page has not changed. */
export interface PageRecord {
  readonly pages: readonly string[];
  readonly databases: readonly string[];
  readonly files: readonly PageFile[];
  /** Of `placeMark`; undefined where it was not kept. */
  readonly place?: string | undefined;
}

/** Stands for what the breadcrumbs of all below begin with: another one, and they are all to be told anew. */
export function placeMark(titles: readonly string[]): string {
  return sha256(JSON.stringify(titles)).slice(0, 8);
}

/** As `Item.validators`: short names, for there is one for each page. */
export function packRecord({ pages, databases, files, place }: PageRecord): Json {
  return {
    ...(pages.length > 0 && { p: [...pages] }),
    ...(databases.length > 0 && { d: [...databases] }),
    ...(place !== undefined && { h: place }),
    ...(files.length > 0 && { f: files.map(({ key, name }) => [key, name]) }),
  };
}

/** Undefined for what was not packed here. */
export function unpackRecord(value: Json | undefined): PageRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // The one object among the kinds of Json that are left.
  const { p, d, f, h } = value as { readonly [key: string]: Json | undefined };
  return {
    place: typeof h === 'string' ? h : undefined,
    pages: textsOf(p),
    databases: textsOf(d),
    files: arrayOf(f).flatMap((file) => {
      const [key, name] = textsOf(file);
      return key === undefined || name === undefined ? [] : [{ key, name }];
    }),
  };
}

function arrayOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: Json | undefined): readonly string[] {
  return arrayOf(value).filter((entry) => typeof entry === 'string');
}
