import { importEn, importErrorsEn } from './exchange-words.js';
import { reviewEn } from './review-words.js';
import { toolsEn } from './tools-words.js';
import { keepingEn } from './keeping-words.js';
import { differentialEn } from './differential-words.js';
import { reportEn } from './report-words.js';
import { exportEn } from './export-words.js';
import { teachEn, teachErrorsEn } from './teach-words.js';
import { mapEn, neighboursEn } from './neighbours-words.js';
import type { Strings } from './strings.js';

export const en: Strings = {
  language: 'en',
  panel: {
    label: 'Smear analysis',
    fold: 'Fold the panel',
    unfold: 'Unfold the panel',
    resize: 'Width of the panel',
    keys: 'Keys',
    keyList: [
      ['D', 'next doubtful cell'],
      ['Enter', 'confirm'],
      ['Del', 'not a cell'],
      ['Ctrl Z', 'undo'],
      ['N', 'next cell'],
      ['P', 'previous cell'],
      ['H', 'hold to see the plain cells'],
      ['Esc', 'let go of the cell'],
    ],
    notDiagnostic: 'For research. Not for diagnosis.',
  },
  find: {
    title: 'Find',
    view: 'Analyse view',
    region: 'Draw region',
    slide: 'Whole slide',
    cancel: 'Cancel',
    regionHint: 'Drag a rectangle over the part that you mean. Esc gives up.',
    nothingOpen: 'No slide is open',
    nothingOpenHint: 'Open a slide in the viewer to begin.',
    openHint: 'Finds and names the white blood cells on view, from the centre outwards.',
    loading: (loaded, total, from) =>
      `Loading the models: ${loaded} of ${total} MB${from ? ` from ${from}` : ''}`,
    preparing: 'Preparing this computer',
    starting: 'Looking for cells',
    remaining: (time) => `${time} left`,
    minutes: (count) => (count === 1 ? 'about 1 min' : `about ${count} min`),
    seconds: 'less than 1 min',
    progress: (percent, cells) => `${percent}, ${cells} so far`,
    done: (cells) => `${cells} found`,
    cancelled: (cells) => `Stopped. ${cells} found until then`,
    failedParts: (count) =>
      count === 1
        ? '1 part of the slide could not be read; cells there are missing.'
        : `${count} parts of the slide could not be read; cells there are missing.`,
    nothingFound: 'No white blood cells found here',
    nothingFoundReasons: [
      'There may be none in this part: a view at low power often holds more.',
      'The resolution below may be wrong, so that cells look too large or too small.',
      'This may not be a stained blood smear.',
    ],
    noRedCells:
      'No red cells are seen at this resolution. If this is no blood smear, the cells found mean nothing; if it is one, check the resolution.',
    hidden: (count, shown) =>
      count === 1
        ? `1 less certain find is hidden (below ${shown}).`
        : `${count} less certain finds are hidden (below ${shown}).`,
    showHidden: 'Show them',
  },
  resolution: {
    label: 'Resolution',
    metadata: (value) => `${value} µm per pixel, from the slide`,
    given: (value) => `${value} µm per pixel, set by you`,
    estimated: (value) => `About ${value} µm per pixel, estimated from red cells`,
    notYet: 'Not stated by the slide; estimated from red cells when you start',
    none: 'Not known: sizes in µm are left out',
    edit: 'Set',
    apply: 'Use',
    invalid: 'A number between 0.01 and 5, for example 0.25',
  },
  processor: {
    label: 'Computes on',
    graphics: 'Your graphics card',
    olderGraphics: 'Your graphics card, the older way: slower',
    processor: 'No graphics card: several times slower',
    change: 'Change',
    automatic: 'The fastest that is right',
    chooseGraphics: 'Graphics card',
    chooseOlderGraphics: 'Graphics card, older way',
    chooseProcessor: 'Main processor',
  },
  review: reviewEn,
  tools: toolsEn,
  keeping: keepingEn,
  count: {
    title: 'Count',
    cells: (count, written) => (count === 1 ? '1 cell' : `${written} cells`),
    kind: 'Kind',
    number: 'Cells',
    share: 'Share',
    leukocytes: 'White blood cells',
    perHundred: (written) => `${written} per 100`,
    empty: 'Counts appear here as cells are found.',
  },
  cell: {
    title: 'Chosen cell',
    none: 'none',
    pick: 'Click a cell on the slide, or press N.',
    picture: 'Cell',
    rebuilt: 'Rebuilt',
    difference: 'Difference',
    noPictures: 'The pictures of this cell could not be made.',
    diameter: 'Diameter',
    area: 'Area',
    nucleusRatio: 'Nucleus to cell',
    detection: 'Is a cell',
    likeness: 'Looks',
    likenessWords: ['like the cells learnt from', 'a little unusual', 'unlike the cells learnt from'],
    namedBy: 'Named by',
    byModel: 'the model',
    unknownSize: 'resolution not known',
    probabilities: 'How likely each kind is',
    previous: 'Previous',
    next: 'Next',
    certainty: ['very sure', 'sure', 'rather sure', 'doubtful'],
  },
  export: exportEn,
  neighbours: neighboursEn,
  teach: teachEn,
  map: mapEn,
  differential: differentialEn,
  report: reportEn,
  show: {
    title: 'Show',
    overlay: 'On the slide',
    labels: 'Outlines',
    heatmap: 'Heat map',
    both: 'Both',
    none: 'None',
    peek: 'Hold H to see the plain cells.',
    threshold: 'Certainty needed',
    thresholdHint: 'Further left shows more finds, further right only the surest.',
    atLeast: (percent) => `at least ${percent}`,
    legend: 'Difference from what the models expect',
    legendHint: 'Colour difference, share of full scale',
  },
  takeAway: {
    title: 'Take away',
    save: 'Save GeoJSON',
    embedding:
      'With the 50 numbers that describe each cell: opened again, likeness, adapting and the map need them',
    hint: 'Outlines, names and measurements, as QuPath opens them.',
    empty: 'Nothing to save yet.',
  },
  import: importEn,
  errors: {
    safe: (cells) => `What was found is kept: ${cells}.`,
    details: 'Details',
    dismiss: 'Close this message',
    words: {
      ...importErrorsEn,
      ...teachErrorsEn,
      'invalid-argument': {
        title: 'That cannot be done here',
        advice: 'Open a slide, keep the view or the area drawn on it, and try again.',
      },
      'ranges-unreadable': {
        title: 'This file holds no usual ranges',
        advice: 'What was there is kept. Choose a file that was saved under “Usual ranges”.',
      },
      'slide-unreadable': {
        title: 'The slide cannot be read',
        advice: 'The file seems damaged or cut short. Open it again or fetch a new copy.',
      },
      'slide-unsupported': {
        title: 'This kind of slide is not supported',
        advice: 'Tiled TIFF, SVS with JPEG, OME-TIFF in colour, DZI, IIIF, PNG and JPEG can be read.',
      },
      'slide-not-found': {
        title: 'The slide is not there',
        advice: 'Check the address, or ask whoever runs the server.',
      },
      'slide-forbidden': {
        title: 'The server does not let this page read the slide’s pixels',
        advice:
          'It can be looked at but not analysed. Whoever runs the server can allow it with a CORS header for this page.',
      },
      'slide-no-range': {
        title: 'The server sends slides only as a whole',
        advice:
          'Whoever runs the server can allow range requests; or download the slide and drop the file here.',
      },
      network: {
        title: 'The connection failed',
        advice: 'Check the network and try again.',
      },
      'tile-failed': {
        title: 'A part of the slide could not be read',
        advice: 'The rest goes on. Analyse that part again later.',
      },
      'pack-unreadable': {
        title: 'The models could not be loaded',
        advice: 'Check the network and try again.',
      },
      'pack-corrupt': {
        title: 'The models arrived damaged and are not used',
        advice: 'Try again; if it stays, tell whoever runs this page.',
      },
      'pack-incompatible': {
        title: 'The models do not fit this version',
        advice: 'Tell whoever runs this page.',
      },
      'no-backend': {
        title: 'This browser cannot run the models',
        advice: 'Use a current Chrome, Edge, Firefox or Safari.',
      },
      'backend-lost': {
        title: 'The graphics card stopped answering',
        advice: 'Start the analysis again; if it stays, choose the main processor.',
      },
      'worker-failed': {
        title: 'The analysis stopped unexpectedly',
        advice: 'Start it again.',
      },
      disposed: {
        title: 'The analysis has been ended',
        advice: 'Open the slide again to go on.',
      },
      'export-failed': {
        title: 'The file could not be written',
        advice: 'Try again with fewer cells, or without the 50 numbers.',
      },
    },
  },
  classes: {},
};
