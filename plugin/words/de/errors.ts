import type { ErrorsWords } from '../error-words.js';

export const errorsDe: ErrorsWords = {
  safe: (cells) => `Bisher gefundene Zellen bleiben erhalten: ${cells}.`,
  details: 'Details',
  dismiss: 'Meldung schließen',
  words: {
    'invalid-argument': {
      title: 'Das ist hier nicht möglich',
      advice:
        'Ein Präparat öffnen, die Ansicht oder den gezeichneten Bereich darauf legen und erneut versuchen.',
    },
    'ranges-unreadable': {
      title: 'Diese Datei enthält keine Referenzbereiche',
      advice:
        'Die bisherigen bleiben unverändert. Eine Datei wählen, die unter „Referenzbereiche“ gespeichert wurde.',
    },
    'import-unreadable': {
      title: 'Diese Datei kann nicht gelesen werden',
      advice: 'Es wurde nichts geändert. Im Ursprungsprogramm erneut als GeoJSON exportieren.',
    },
    'import-too-large': {
      title: 'Diese Datei ist zu groß',
      advice: 'Es wurde nichts geändert. In mehreren Teilen exportieren und den benötigten öffnen.',
    },
    'import-wrong-slide': {
      title: 'Diese Datei gehört zu einem anderen Präparat',
      advice: 'Es wurde nichts geändert. Das zugehörige Präparat öffnen und erneut versuchen.',
    },
    'lesson-too-small': {
      title: 'Zu wenige bestätigte Zellen',
      advice:
        'Mehr Zellen von mindestens zwei Zellarten bestätigen und erneut versuchen. Es wurde nichts geändert.',
    },
    'lesson-unreadable': {
      title: 'Diese Datei enthält keinen angepassten Klassifikator',
      advice:
        'Es wurde nichts geändert. Eine Datei wählen, die unter „An dieses Labor anpassen“ gespeichert wurde.',
    },
    'lesson-other-models': {
      title: 'Dieser Klassifikator wurde mit anderen Modellen angepasst',
      advice: 'Er wird nicht verwendet. Mit den bestätigten Zellen erneut anpassen.',
    },
    'slide-unreadable': {
      title: 'Das Präparat kann nicht gelesen werden',
      advice:
        'Die Datei ist vermutlich beschädigt oder unvollständig. Erneut öffnen oder eine neue Kopie beschaffen.',
    },
    'slide-unsupported': {
      title: 'Dieses Dateiformat wird nicht unterstützt',
      advice:
        'Unterstützt werden gekacheltes TIFF, SVS mit JPEG, OME-TIFF in Farbe, DZI, IIIF, PNG und JPEG.',
    },
    'slide-not-found': {
      title: 'Das Präparat wurde nicht gefunden',
      advice: 'Die Adresse prüfen oder die Administration des Servers fragen.',
    },
    'slide-forbidden': {
      title: 'Der Server erlaubt dieser Seite nicht, das Präparat zu lesen',
      advice:
        'Das Präparat lässt sich ansehen, aber nicht analysieren. Die Administration des Servers kann es mit einem CORS-Header für diese Seite erlauben.',
    },
    'slide-no-range': {
      title: 'Der Server unterstützt keine Teilabrufe (Range Requests)',
      advice:
        'Die Administration des Servers bitten, sie zu aktivieren, oder das Präparat herunterladen und die Datei hierher ziehen.',
    },
    network: {
      title: 'Die Verbindung ist fehlgeschlagen',
      advice: 'Die Netzwerkverbindung prüfen und erneut versuchen.',
    },
    'tile-failed': {
      title: 'Ein Teil des Präparats war nicht lesbar',
      advice: 'Die Analyse läuft weiter. Diesen Teil später erneut analysieren.',
    },
    'pack-unreadable': {
      title: 'Die Modelle konnten nicht geladen werden',
      advice: 'Die Netzwerkverbindung prüfen und erneut versuchen.',
    },
    'pack-corrupt': {
      title: 'Die Modelldateien sind beschädigt und werden nicht verwendet',
      advice: 'Erneut versuchen. Besteht das Problem weiter, die Administration dieser Seite informieren.',
    },
    'pack-incompatible': {
      title: 'Die Modelle sind mit dieser Version nicht kompatibel',
      advice: 'Die Administration dieser Seite informieren.',
    },
    'no-backend': {
      title: 'Dieser Browser kann die Modelle nicht ausführen',
      advice: 'Eine aktuelle Version von Chrome, Edge, Firefox oder Safari verwenden.',
    },
    'backend-lost': {
      title: 'Die GPU antwortet nicht mehr',
      advice: 'Die Analyse neu starten. Besteht das Problem weiter, unter „Rechnet auf“ die CPU wählen.',
    },
    'worker-failed': {
      title: 'Die Analyse wurde unerwartet beendet',
      advice: 'Die Analyse neu starten.',
    },
    disposed: {
      title: 'Die Analyse wurde geschlossen',
      advice: 'Das Präparat erneut öffnen, um fortzufahren.',
    },
    'export-failed': {
      title: 'Die Datei konnte nicht geschrieben werden',
      advice: 'Mit weniger Zellen oder ohne Embeddings erneut versuchen.',
    },
  },
};
