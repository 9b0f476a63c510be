import type { ErrorsWords } from '../error-words.js';

export const errorsEn: ErrorsWords = {
  safe: (cells) => `Cells found so far are kept: ${cells}.`,
  details: 'Details',
  dismiss: 'Close this message',
  words: {
    'invalid-argument': {
      title: 'This is not possible here',
      advice: 'Open a slide, make sure the view or the area drawn is on it, and try again.',
    },
    'ranges-unreadable': {
      title: 'This file contains no reference ranges',
      advice: 'The current ranges are unchanged. Choose a file that was saved under “Reference ranges”.',
    },
    refused: {
      title: 'This page does not allow that',
      advice: 'Nothing was changed. Ask whoever runs this page.',
    },
    'signed-off': {
      title: 'This count is signed off',
      advice: 'Nothing was changed. Reopen it under “Export” to continue; that is recorded.',
    },
    'kinds-unreadable': {
      title: 'This file contains no list of classes',
      advice: 'The current classes are unchanged. Choose a file that was saved under “Classes”.',
    },
    'import-unreadable': {
      title: 'This file cannot be read',
      advice: 'Nothing was changed. Export it again as GeoJSON from the program it came from.',
    },
    'import-too-large': {
      title: 'This file is too large',
      advice: 'Nothing was changed. Export it in several parts and open the one you need.',
    },
    'import-wrong-slide': {
      title: 'This file belongs to another slide',
      advice: 'Nothing was changed. Open the slide it belongs to and try again.',
    },
    'lesson-too-small': {
      title: 'Too few confirmed cells',
      advice: 'Confirm more cells of at least two classes and try again. Nothing was changed.',
    },
    'lesson-unreadable': {
      title: 'This file contains no adapted classifier',
      advice: 'Nothing was changed. Choose a file that was saved under “Adapt to this laboratory”.',
    },
    'lesson-other-models': {
      title: 'This classifier was adapted with other models',
      advice: 'It was not loaded. Adapt again with the cells you have confirmed.',
    },
    'slide-unreadable': {
      title: 'The slide cannot be read',
      advice: 'The file appears to be damaged or incomplete. Open it again or obtain a new copy.',
    },
    'slide-unsupported': {
      title: 'This slide format is not supported',
      advice: 'Supported: tiled TIFF, SVS with JPEG, OME-TIFF in colour, DZI, IIIF, PNG and JPEG.',
    },
    'slide-several-pages': {
      title: 'The file holds several pictures of one size',
      advice: 'They may be fields or focus planes. Choose one of them, or save each as a file of its own.',
    },
    'slide-not-found': {
      title: 'The slide was not found',
      advice: 'Check the address or contact the server’s administrator.',
    },
    'slide-forbidden': {
      title: 'The server does not allow this page to read the slide',
      advice:
        'The slide can be viewed but not analysed. The server’s administrator can allow it with a CORS header for this page.',
    },
    'slide-no-range': {
      title: 'The server does not support range requests',
      advice: 'Ask the server’s administrator to enable them, or download the slide and drop the file here.',
    },
    network: {
      title: 'The connection failed',
      advice: 'Check the network and try again.',
    },
    'tile-failed': {
      title: 'Part of the slide could not be read',
      advice: 'The analysis continues. Analyse that part again later.',
    },
    'pack-unreadable': {
      title: 'The models could not be loaded',
      advice:
        'Try again. If the problem persists, contact the administrator of this page: the details name the file.',
    },
    'pack-corrupt': {
      title: 'The model files are damaged and are not used',
      advice: 'Try again. If the problem persists, contact the administrator of this page.',
    },
    'pack-incompatible': {
      title: 'The models are not compatible with this version',
      advice: 'Contact the administrator of this page.',
    },
    'no-backend': {
      title: 'This browser cannot run the models',
      advice:
        'Use a current version of Chrome, Edge, Firefox or Safari. If the details name a file, contact the administrator of this page.',
    },
    'backend-lost': {
      title: 'The GPU stopped responding',
      advice: 'Start the analysis again. If the problem persists, choose the CPU under “Runs on”.',
    },
    'worker-failed': {
      title: 'The analysis stopped unexpectedly',
      advice: 'Start it again. If the details name a file, contact the administrator of this page.',
    },
    disposed: {
      title: 'The analysis was closed',
      advice: 'Open the slide again to continue.',
    },
    'export-failed': {
      title: 'The file could not be written',
      advice: 'Try again with fewer cells or without the embeddings.',
    },
  },
};
