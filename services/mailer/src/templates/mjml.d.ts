declare module 'mjml' {
  interface Options {
    filePath: string;
    ignoreIncludes: boolean;
    fonts: Record<string, string>;
    keepComments: boolean;
    validationLevel: 'strict';
  }
  export default function mjml2html(source: string, options: Options): Promise<{ html: string }>;
}
