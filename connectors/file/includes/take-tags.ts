const mark = /(?:^|\W)(tag|end)::(\S+)\[\](?=\s|$)/;

/**
 * The lines in regions that AsciiDoc's `tag::name[]` and `end::name[]` mark, without the marks
 * themselves. `*` means every region, `**` every line, and a `!` in front takes away; where only
 * that is asked, it is taken from all. A region that nobody names is as what it lies in.
 *
 * @returns undefined when a region is asked for and none is there.
 */
export function takeTags(
  lines: readonly string[],
  wanted: readonly string[],
): readonly string[] | undefined {
  const rules = new Map(wanted.map((tag) => [tag.replace(/^!/, ''), !tag.startsWith('!')]));
  const everyRegion = rules.get('*');
  const outside = rules.get('**') ?? ![...rules.values()].includes(true);
  const open: { readonly name: string; readonly isTaken: boolean }[] = [];
  const isTaken = () => open.at(-1)?.isTaken ?? outside;
  const taken: string[] = [];
  let isMet = outside;
  for (const line of lines) {
    const [, kind, name = ''] = mark.exec(line) ?? [];
    if (kind === 'tag') {
      const unnamed =
        everyRegion === undefined || (open.length > 0 && !isTaken()) ? isTaken() : everyRegion;
      open.push({ name, isTaken: rules.get(name) ?? unnamed });
      isMet ||= isTaken();
    } else if (kind === 'end') {
      const at = open.findLastIndex((region) => region.name === name);
      if (at >= 0) open.splice(at, 1);
    } else if (isTaken()) taken.push(line);
  }
  return isMet ? taken : undefined;
}
