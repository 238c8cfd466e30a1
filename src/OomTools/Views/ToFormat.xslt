<?xml version="1.0" encoding="utf-8"?>
<!--
  One file a type becomes the module's views. A cell names a property; As="Size" shows it through OomView.Size; what has
  parentheses is a call of OomView. So script blocks only call compiled code with property values: they work on deserialized
  objects, and what a log said is made safe there.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- No indentation: the engine reads it at each import, and would carry each blank along. -->
  <xsl:output indent="no" encoding="utf-8" />

  <xsl:template match="/Files">
    <Configuration>
      <ViewDefinitions>
        <xsl:for-each select="File">
          <xsl:apply-templates select="document(.)/View/*" />
        </xsl:for-each>
      </ViewDefinitions>
    </Configuration>
  </xsl:template>

  <xsl:template match="Table | List | Custom">
    <View>
      <Name><xsl:value-of select="../@Type" /></Name>
      <ViewSelectedBy>
        <TypeName>OomTools.<xsl:value-of select="../@Type" /></TypeName>
        <TypeName>Deserialized.OomTools.<xsl:value-of select="../@Type" /></TypeName>
      </ViewSelectedBy>
      <xsl:if test="@GroupBy">
        <!-- Rows that have a sentence in common stand below it. -->
        <GroupBy>
          <ScriptBlock>[OomTools.Formatting.OomView]::<xsl:value-of select="@GroupBy" /></ScriptBlock>
          <CustomControl>
            <CustomEntries>
              <CustomEntry>
                <CustomItem>
                  <ExpressionBinding><ScriptBlock>[OomTools.Formatting.OomView]::<xsl:value-of select="@GroupBy" /></ScriptBlock></ExpressionBinding>
                  <NewLine />
                </CustomItem>
              </CustomEntry>
            </CustomEntries>
          </CustomControl>
        </GroupBy>
      </xsl:if>
      <xsl:apply-templates select="." mode="control" />
    </View>
  </xsl:template>

  <xsl:template match="Table" mode="control">
    <TableControl>
      <TableHeaders>
        <xsl:for-each select="Column">
          <TableColumnHeader>
            <xsl:if test="@Label"><Label><xsl:value-of select="@Label" /></Label></xsl:if>
            <xsl:if test="@Width"><Width><xsl:value-of select="@Width" /></Width></xsl:if>
            <xsl:if test="@Align"><Alignment><xsl:value-of select="@Align" /></Alignment></xsl:if>
          </TableColumnHeader>
        </xsl:for-each>
      </TableHeaders>
      <TableRowEntries>
        <TableRowEntry>
          <xsl:if test="@Wrap"><Wrap /></xsl:if>
          <TableColumnItems>
            <xsl:for-each select="Column">
              <TableColumnItem><xsl:call-template name="value" /></TableColumnItem>
            </xsl:for-each>
          </TableColumnItems>
        </TableRowEntry>
      </TableRowEntries>
    </TableControl>
  </xsl:template>

  <xsl:template match="List" mode="control">
    <ListControl>
      <ListEntries>
        <ListEntry>
          <ListItems>
            <xsl:for-each select="Item">
              <ListItem>
                <xsl:choose>
                  <xsl:when test="@Label"><Label><xsl:value-of select="@Label" /></Label></xsl:when>
                  <xsl:when test="@As"><Label><xsl:value-of select="." /></Label></xsl:when>
                </xsl:choose>
                <xsl:call-template name="value" />
              </ListItem>
            </xsl:for-each>
          </ListItems>
        </ListEntry>
      </ListEntries>
    </ListControl>
  </xsl:template>

  <xsl:template match="Custom" mode="control">
    <CustomControl>
      <CustomEntries>
        <CustomEntry>
          <CustomItem>
            <ExpressionBinding><xsl:call-template name="value" /></ExpressionBinding>
          </CustomItem>
        </CustomEntry>
      </CustomEntries>
    </CustomControl>
  </xsl:template>

  <xsl:template name="value">
    <xsl:choose>
      <xsl:when test="@As">
        <ScriptBlock>[OomTools.Formatting.OomView]::<xsl:value-of select="@As" />($_.<xsl:value-of select="." />)</ScriptBlock>
      </xsl:when>
      <xsl:when test="contains(., '(')">
        <ScriptBlock>[OomTools.Formatting.OomView]::<xsl:value-of select="." /></ScriptBlock>
      </xsl:when>
      <xsl:otherwise>
        <PropertyName><xsl:value-of select="." /></PropertyName>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
