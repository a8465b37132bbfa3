/**
 * How a process of a service keeps to little memory, as the images set it too (services/<name>/Dockerfile); docs/operations.md says
 * what each gives, under "Memory".
 */
export const memorySettings = {
  NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=256',
  /** Of the C library; other C libraries pass it over. */
  GLIBC_TUNABLES: 'glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1',
} as const;

/** The same, with options of Node's that the environment has: they win. */
export const withMemorySettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...memorySettings,
  ...environment,
  NODE_OPTIONS: [memorySettings.NODE_OPTIONS, environment.NODE_OPTIONS ?? ''].join(' ').trim(),
});
