declare module '*.svg' {
  const url: string;
  export default url;
}

/** Services that read events, as vite.config.ts finds them. */
declare const DEAD_LETTER_SERVICES: readonly string[];
