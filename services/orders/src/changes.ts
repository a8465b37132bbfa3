type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members of a PATCH that were given: spreading an undefined one would erase what is there. */
export const definedOnly = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
