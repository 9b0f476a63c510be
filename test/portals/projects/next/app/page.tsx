import { Slide } from './slide';

export default function Page() {
  return <Slide address="/sample/sample.dzi" />;
}
