/** Installs Debian's Orthanc with its DICOMweb plugin where that is possible; whether it is there in the end. */
export function findOrthanc(): boolean;

/** An empty Orthanc of its own with DICOMweb; `url` is the DICOMweb root and ends without a slash. */
export function startOrthanc(): Promise<{ readonly url: string; close(): Promise<void> }>;
