import { formatBytes, type SkipReason } from '#kit';

export const nameNotUtf8: SkipReason = {
  code: 'name_not_utf8',
  message: 'its name is not UTF-8; rename it',
};

export const notAFile: SkipReason = {
  code: 'not_a_file',
  message: 'it is a folder, pipe, socket or device, not a file',
};

export const submodule: SkipReason = {
  code: 'submodule',
  message: 'it is a git submodule: check it out and name it as a source of its own',
};

export const nestedRepository: SkipReason = {
  code: 'nested_repository',
  message: 'it is a git repository inside this one: name it as a source of its own',
};

export function symlinkFolder(target: string): SkipReason {
  return {
    code: 'symlink_folder',
    message: `it is a link to the folder ${target || 'at the root'}: name that one as a source of its own`,
  };
}

export function tooLarge(byteCount: number, maxBytes: number): SkipReason {
  return {
    code: 'too_large',
    message: `it has ${formatBytes(byteCount)}, more than max_bytes allows (${formatBytes(maxBytes)}): exclude it, or raise max_bytes`,
  };
}
