const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

globalThis.Redoc.init(
  '/openapi.json',
  {
    hideDownloadButtons: false,
    requiredPropsFirst: true,
    jsonSamplesExpandLevel: 3,
    sanitize: true,
    theme: {
      colors: { primary: { main: '#1b3a57' } },
      typography: { fontFamily: font, headings: { fontFamily: font }, code: { fontFamily: 'ui-monospace, monospace' } },
    },
  },
  document.getElementById('redoc'),
);
