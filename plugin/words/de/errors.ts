import type { ErrorsWords } from '../error-words.js';

export const errorsDe: ErrorsWords = {
  safe: (cells) => `Bisher gefundene Zellen bleiben erhalten: ${cells}.`,
  details: 'Details',
  dismiss: 'Meldung schließen',
  words: {
    'invalid-argument': {
      title: 'Das ist hier nicht möglich',
      advice:
        'Öffnen Sie ein Präparat, legen Sie die Ansicht oder den gezeichneten Bereich darauf und versuchen Sie es erneut.',
    },
    'ranges-unreadable': {
      title: 'Diese Datei enthält keine Referenzbereiche',
      advice:
        'Die bisherigen bleiben unverändert. Wählen Sie eine Datei, die unter „Referenzbereiche“ gespeichert wurde.',
    },
    refused: {
      title: 'Diese Seite lässt das nicht zu',
      advice: 'Es wurde nichts geändert. Wenden Sie sich an die Betreiber der Seite.',
    },
    'signed-off': {
      title: 'Diese Zählung ist freigegeben',
      advice: 'Es wurde nichts geändert. Unter „Export“ kann sie wieder geöffnet werden; das wird vermerkt.',
    },
    'kinds-unreadable': {
      title: 'Diese Datei enthält keine Klassenliste',
      advice: 'Die aktuellen Klassen sind unverändert. Eine unter „Klassen“ gespeicherte Datei auswählen.',
    },
    'import-unreadable': {
      title: 'Diese Datei kann nicht gelesen werden',
      advice: 'Es wurde nichts geändert. Exportieren Sie sie im Ursprungsprogramm erneut als GeoJSON.',
    },
    'import-too-large': {
      title: 'Diese Datei ist zu groß',
      advice:
        'Es wurde nichts geändert. Exportieren Sie in mehreren Teilen und öffnen Sie den benötigten Teil.',
    },
    'import-wrong-slide': {
      title: 'Diese Datei gehört zu einem anderen Präparat',
      advice: 'Es wurde nichts geändert. Öffnen Sie das zugehörige Präparat und versuchen Sie es erneut.',
    },
    'lesson-too-small': {
      title: 'Zu wenige bestätigte Zellen',
      advice:
        'Bestätigen Sie weitere Zellen aus mindestens zwei Klassen und versuchen Sie es erneut. Es wurde nichts geändert.',
    },
    'lesson-unreadable': {
      title: 'Diese Datei enthält keinen angepassten Klassifikator',
      advice:
        'Es wurde nichts geändert. Wählen Sie eine Datei, die unter „An dieses Labor anpassen“ gespeichert wurde.',
    },
    'lesson-other-models': {
      title: 'Dieser Klassifikator wurde mit anderen Modellen angepasst',
      advice: 'Er wurde nicht geladen. Passen Sie den Klassifikator mit den bestätigten Zellen erneut an.',
    },
    'slide-unreadable': {
      title: 'Das Präparat kann nicht gelesen werden',
      advice:
        'Die Datei ist vermutlich beschädigt oder unvollständig. Öffnen Sie sie erneut oder beschaffen Sie eine neue Kopie.',
    },
    'slide-unsupported': {
      title: 'Dieses Dateiformat wird nicht unterstützt',
      advice:
        'Unterstützt werden gekacheltes TIFF, SVS mit JPEG, OME-TIFF in Farbe, DZI, IIIF, PNG und JPEG.',
    },
    'slide-several-pages': {
      title: 'Die Datei enthält mehrere Bilder derselben Größe',
      advice:
        'Es können Gesichtsfelder oder Fokusebenen sein. Wählen Sie eines davon, oder speichern Sie jedes als eigene Datei.',
    },
    'slide-not-found': {
      title: 'Das Präparat wurde nicht gefunden',
      advice: 'Prüfen Sie die Adresse oder wenden Sie sich an die Serveradministration.',
    },
    'slide-forbidden': {
      title: 'Der Server erlaubt dieser Seite nicht, das Präparat zu lesen',
      advice:
        'Das Präparat lässt sich ansehen, aber nicht analysieren. Die Serveradministration kann den Zugriff mit einem CORS-Header für diese Seite erlauben.',
    },
    'slide-no-range': {
      title: 'Der Server unterstützt keine Teilabrufe (Range Requests)',
      advice:
        'Bitten Sie die Serveradministration, sie zu aktivieren, oder laden Sie das Präparat herunter und ziehen Sie die Datei hierher.',
    },
    network: {
      title: 'Die Verbindung ist fehlgeschlagen',
      advice: 'Prüfen Sie die Netzwerkverbindung und versuchen Sie es erneut.',
    },
    'tile-failed': {
      title: 'Ein Teil des Präparats war nicht lesbar',
      advice: 'Die Analyse läuft weiter. Analysieren Sie diesen Teil später erneut.',
    },
    'pack-unreadable': {
      title: 'Die Modelle konnten nicht geladen werden',
      advice:
        'Versuchen Sie es erneut. Bleibt das Problem bestehen, wenden Sie sich an die Administration dieser Seite: Die Details nennen die Datei.',
    },
    'pack-corrupt': {
      title: 'Die Modelldateien sind beschädigt und werden nicht verwendet',
      advice:
        'Versuchen Sie es erneut. Besteht das Problem weiter, wenden Sie sich an die Administration dieser Seite.',
    },
    'pack-incompatible': {
      title: 'Die Modelle sind mit dieser Version nicht kompatibel',
      advice: 'Wenden Sie sich an die Administration dieser Seite.',
    },
    'no-backend': {
      title: 'Dieser Browser kann die Modelle nicht ausführen',
      advice:
        'Verwenden Sie eine aktuelle Version von Chrome, Edge, Firefox oder Safari. Nennen die Details eine Datei, wenden Sie sich an die Administration dieser Seite.',
    },
    'backend-lost': {
      title: 'Die GPU antwortet nicht mehr',
      advice:
        'Starten Sie die Analyse neu. Besteht das Problem weiter, wählen Sie unter „Recheneinheit“ die CPU.',
    },
    'worker-failed': {
      title: 'Die Analyse wurde unerwartet beendet',
      advice:
        'Starten Sie die Analyse neu. Nennen die Details eine Datei, wenden Sie sich an die Administration dieser Seite.',
    },
    disposed: {
      title: 'Die Analyse wurde geschlossen',
      advice: 'Öffnen Sie das Präparat erneut, um fortzufahren.',
    },
    'export-failed': {
      title: 'Die Datei konnte nicht geschrieben werden',
      advice: 'Versuchen Sie es mit weniger Zellen oder ohne Embeddings erneut.',
    },
  },
};
