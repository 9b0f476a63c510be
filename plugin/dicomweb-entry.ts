/** `smearlens/dicomweb`: whole-slide images in a DICOM archive. Pages without one do not load it. */
export {
  openDicomWebSlide,
  type DicomWebSlide,
  type DicomWebSlideOptions,
} from './slide/dicomweb/dicomweb-slide.js';
export type { DicomWebClient } from './slide/dicomweb/dicomweb-client.js';
export type { DicomImage } from './slide/dicomweb/dicom-image.js';
