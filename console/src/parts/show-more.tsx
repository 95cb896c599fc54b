// The foot of a list that comes in pages.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function ShowMore({ pages }: { pages: Pages }) {
  return (
    <Box textAlign="center">
      <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        Show more
      </Button>
    </Box>
  );
}
