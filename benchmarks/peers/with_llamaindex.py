"""LlamaIndex's starter: its sentence splitter and its vector store in memory."""

from __future__ import annotations

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peers.measuring import TOP, Ask, Chunk, Ingest, measure

_WINDOW = 256  # tokens that the model hears; LlamaIndex's own default is 1,024


def opening(model: str) -> Ingest:
    """The starter's parts, with the embedding model loaded."""
    embeddings = HuggingFaceEmbedding(model_name=model, device="cpu")

    def ingest(texts: dict[str, str]) -> Ask:
        pages = [Document(text=text, metadata={"file": file}) for file, text in texts.items()]
        for page in pages:
            page.excluded_embed_metadata_keys = ["file"]
        splitter = SentenceSplitter(chunk_size=_WINDOW, chunk_overlap=20)
        index = VectorStoreIndex.from_documents(
            pages, transformations=[splitter], embed_model=embeddings
        )
        retriever = index.as_retriever(similarity_top_k=TOP)

        def ask(question: str) -> Chunk:
            best = retriever.retrieve(question)[0].node
            start = best.start_char_idx or 0
            return Chunk(best.metadata["file"], start, best.get_content())

        return ask

    return ingest


if __name__ == "__main__":
    measure(opening)
