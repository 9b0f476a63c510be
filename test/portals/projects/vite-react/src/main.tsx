import { createRoot } from 'react-dom/client';
import { Slide } from './slide';

function Page() {
  return (
    <>
      <header>
        <h1>A portal built with Vite, React and TypeScript</h1>
      </header>
      <main>
        <Slide address="/sample/sample.dzi" />
      </main>
    </>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
