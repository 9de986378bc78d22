import mammoth from 'mammoth';

/** The library behind a file of its own: a bundle can load this lazily, but not a CommonJS package. */
export const { convertToHtml, images } = mammoth;
