/** Elements that do not begin a new line; what is in no list does. */
export const inlineNames: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img ins kbd label mark nobr picture q ' +
    'rb rt ruby s samp slot small span strike strong sub sup time tt u var wbr math mjx-container'
  ).split(' '),
);
