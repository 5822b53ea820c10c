"""What every baseline shares. A baseline itself is one file with one function of one article, `summarize(article) -> str`."""

from chipbrief.baseline.alone import main as main
from chipbrief.baseline.article import Article as Article
from chipbrief.baseline.article import Summarize as Summarize
from chipbrief.baseline.article import article_of as article_of
from chipbrief.baseline.budget import cut as cut
from chipbrief.baseline.budget import fill as fill
from chipbrief.baseline.outputs import OUTPUTS as OUTPUTS
from chipbrief.baseline.outputs import output_path as output_path
from chipbrief.baseline.outputs import submission_bytes as submission_bytes
