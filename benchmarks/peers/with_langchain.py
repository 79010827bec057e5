"""LangChain's tutorial: its text splitter, langchain-huggingface and langchain-chroma."""

from __future__ import annotations

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.measuring import TOP, Ask, Chunk, Ingest, measure


def opening(model: str) -> Ingest:
    """The tutorial's parts, with the embedding model loaded."""
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})

    def ingest(texts: dict[str, str]) -> Ask:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        pages = [Document(text, metadata={"file": file}) for file, text in texts.items()]
        store = Chroma.from_documents(splitter.split_documents(pages), embeddings)

        def ask(question: str) -> Chunk:
            best = store.similarity_search(question, k=TOP)[0]
            return Chunk(best.metadata["file"], best.metadata["start_index"], best.page_content)

        return ask

    return ingest


if __name__ == "__main__":
    measure(opening)
