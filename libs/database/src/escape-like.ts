/** What stands for itself in a pattern of LIKE, as long as the pattern's escape is the backslash, as it is unless told. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
