/** Whether a path leads from the root or from the home folder on, as main takes it: no other says where a file is. */
export const isWholePath = (path: string): boolean => /^~?\//.test(path);
