import type { FindWords, ResolutionWords, ProcessorWords } from '../find-words.js';

export const findEn: FindWords = {
  title: 'Analysis',
  view: 'Analyse view',
  region: 'Draw region',
  slide: 'Whole slide',
  asPanned: 'Analyse as I pan',
  handOver: 'Hand slide to the queue',
  handOverHint: 'Other computers analyse the whole slide. What they find appears here as it comes.',
  cancel: 'Cancel',
  pause: 'Pause',
  resume: 'Resume',
  regionHint: 'Drag a rectangle over the region to analyse. Esc cancels.',
  nothingOpen: 'No slide is open',
  nothingOpenHint: 'Open a slide in the viewer to start.',
  openHint: 'Detects and classifies the white blood cells in the current view, starting from the centre.',
  loading: (loaded, total, from) => `Loading models: ${loaded} of ${total} MB${from ? ` from ${from}` : ''}`,
  preparing: 'Preparing models',
  starting: 'Searching for cells',
  remaining: (time) => `${time} left`,
  minutes: (count) => (count === 1 ? 'about 1 min' : `about ${count} min`),
  seconds: 'less than 1 min',
  progress: (percent, cells) => `${percent}, ${cells} so far`,
  done: (cells) => `${cells} found`,
  cancelled: (cells) => `Cancelled. ${cells} found so far`,
  paused: (percent, cells) => `Paused at ${percent}. ${cells} found so far`,
  failedParts: (count) =>
    count === 1
      ? '1 part of the slide could not be read. Cells there are missing.'
      : `${count} parts of the slide could not be read. Cells there are missing.`,
  nothingFound: 'No white blood cells found',
  nothingFoundReasons: [
    'There may be none in this region. Zoom out to cover a larger one.',
    'The resolution below may be wrong; cells then appear too large or too small.',
    'This may not be a stained blood smear.',
  ],
  noRedCells:
    'No red blood cells were recognised at this resolution. Check the resolution. If this is not a blood smear, the results are not valid.',
  hidden: (count, shown) =>
    count === 1
      ? `1 cell with a confidence below ${shown} is hidden.`
      : `${count} cells with a confidence below ${shown} are hidden.`,
  showHidden: 'Show',
};

export const resolutionEn: ResolutionWords = {
  label: 'Resolution',
  metadata: (value) => `${value} µm per pixel, from the slide’s metadata`,
  given: (value) => `${value} µm per pixel, set manually`,
  estimated: (value) => `About ${value} µm per pixel, estimated from red blood cells`,
  contradicted: (value) => `The file says ${value} µm per pixel, which cannot be right.`,
  notYet: 'Not stored in the slide; it will be estimated from the red blood cells',
  none: 'Unknown: sizes in µm are not available',
  edit: 'Edit',
  apply: 'Apply',
  invalid: 'Enter a number between 0.01 and 5, for example 0.25',
};

export const processorEn: ProcessorWords = {
  label: 'Runs on',
  graphics: 'GPU',
  olderGraphics: 'GPU (WebGL), slower',
  processor: 'CPU, much slower',
  change: 'Change',
  automatic: 'Automatic (fastest available)',
  chooseGraphics: 'GPU',
  chooseOlderGraphics: 'GPU (WebGL)',
  chooseProcessor: 'CPU',
};
