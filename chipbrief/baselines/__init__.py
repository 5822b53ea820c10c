"""Code shared by the baselines: command line, word budget, outputs, runner, pinned scores."""

from chipbrief.baselines.alone import main as main
from chipbrief.baselines.article import Article as Article
from chipbrief.baselines.article import Summarize as Summarize
from chipbrief.baselines.article import article_of as article_of
from chipbrief.baselines.article import cut as cut
from chipbrief.baselines.article import fill as fill
from chipbrief.baselines.systems import OUTPUTS as OUTPUTS
from chipbrief.baselines.systems import output_path as output_path
from chipbrief.baselines.systems import submission_bytes as submission_bytes
