// The page's parts are one script, so they are linted as one: a name that no part has is found.

const browser = [
  'AbortController',
  'addEventListener',
  'atob',
  'document',
  'fetch',
  'history',
  'localStorage',
  'location',
  'matchMedia',
  'navigator',
  'performance',
  'scrollTo',
  'sessionStorage',
  'setInterval',
  'setTimeout',
  'URLSearchParams',
];
const node = ['Blob', 'Buffer', 'console', 'fetch', 'FormData', 'process', 'setTimeout', 'URL'];
const globals = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const rules = {
  'no-undef': 'error',
  'no-unused-vars': 'error',
  'no-redeclare': 'error',
  'no-shadow-restricted-names': 'error',
  'no-const-assign': 'error',
  'no-unreachable': 'error',
  'no-dupe-keys': 'error',
  'no-fallthrough': 'error',
  'no-implicit-globals': 'error',
  'no-eval': 'error',
  'prefer-const': 'error',
  eqeqeq: 'error',
};

/** The page makes no markup of texts; the tests try to. */
const noMarkup = {
  'no-restricted-properties': [
    'error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map((property) => ({
      property,
      message: 'texts are no markup',
    })),
  ],
};

export default [
  { files: ['app.mjs'], languageOptions: { globals: globals(browser) }, rules: { ...rules, ...noMarkup } },
  // What the tests hand to the browser is read there.
  {
    files: ['*.mjs'],
    ignores: ['app.mjs'],
    languageOptions: {
      globals: globals([
        ...new Set([
          ...node,
          ...browser,
          'Event',
          'getComputedStyle',
          'MutationObserver',
          'Node',
          'PerformanceObserver',
          'scrollY',
          'window',
        ]),
      ]),
    },
    rules,
  },
];
